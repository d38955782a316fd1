/* Mail: the list fetches itself again when mail arrives, unless something is being chosen in it. It
   works without this file. */
(function () {
  "use strict";

  document.body.addEventListener("mail-arrived", function () {
    var list = document.getElementById("mails");
    if (list && !list.querySelector("input:checked")) {
      list.dispatchEvent(new CustomEvent("mails-refresh"));
    }
  });
})();
