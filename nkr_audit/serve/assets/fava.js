// Fava's own dialogs for writing lead nowhere here, whichever way they are asked for: by a link,
// by a key (Fava then clicks on the link), or by an address that ends in their name.
"use strict";
const closed = new Set(["#add-transaction", "#export"]);

function turnAway() {
  if (closed.has(location.hash)) {
    history.replaceState(history.state, "", location.pathname + location.search);
    return true;
  }
  return false;
}

turnAway();
document.addEventListener("click", (event) => {
  const link = event.target instanceof Element ? event.target.closest("a[href]") : null;
  if (link && closed.has(link.getAttribute("href"))) {
    event.preventDefault();
    event.stopImmediatePropagation();
  }
}, true);
for (const name of ["hashchange", "popstate"]) {
  addEventListener(name, (event) => {
    if (turnAway()) event.stopImmediatePropagation();
  }, true);
}
