/* The panels of a case come one by one. A key (desk.js) may lead to one that is still on its way: then the focus waits
   for what comes in its place, and begins where one writes or presses; a tick is set on the way, not first. */
(() => {
  "use strict";
  const FIRST = ":is(textarea, input:not([type=hidden], [type=checkbox]), select, button, a):not(h2 *)";
  let awaited = null;
  document.addEventListener("htmx:beforeSwap", ({ detail }) => {
    if (detail.target.contains(document.activeElement)) awaited = detail.target.closest(".panel");
  });
  document.addEventListener("htmx:afterSettle", () => {
    const first = awaited && document.activeElement === document.body && awaited.querySelector(FIRST);
    if (first) first.focus();
    awaited = null;
  });
})();
