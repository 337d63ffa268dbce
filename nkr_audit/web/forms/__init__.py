"""The forms by which accountants and approvers write, for those who have the right to.

The way of a form: ``answering`` (right and token), a module for each form (its fields and what is
done with them), ``carrying_out`` (the recording code of the commands, and the log), ``shell`` (the
menu). Nothing is written that ``nkr_audit.recording`` has not planned and tried.
"""
