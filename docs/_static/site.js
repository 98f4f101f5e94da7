"use strict";
// What scrolls sideways can be scrolled with keys too.

function reachable() {
  for (const box of document.querySelectorAll("pre, .cell_output, .table-wrapper, p:has(> img)")) {
    if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
    else box.removeAttribute("tabindex");
  }
}
addEventListener("load", reachable);
addEventListener("resize", reachable);
