"""``nkr serve``: Fava with our pages, behind a login, for people who should only see or do so much.

The way of a request: the web server (``server``), the gate that knows who asks (``gate``), the
list of what may be asked for (``allowed``), what was answered before (``answers``), then Fava on a
state that never changes under it (``books``). What our own pages may ask of the server is in
``seam``.
"""
