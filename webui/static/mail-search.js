/* A long search goes on by itself (htmx loads each step); "stop" takes the next step away.
   Without this file the same link leads from step to step. */
(function () {
  "use strict";
  function ready() {
    document.querySelectorAll("#going").forEach(function (going) {
      going.querySelector("[data-go-on]").hidden = true;
      going.querySelector("[data-stop]").hidden = false;
    });
  }
  document.addEventListener("click", function (event) {
    var button = event.target.closest ? event.target.closest("[data-stop]") : null;
    if (!button) { return; }
    var going = button.closest("#going"), link = going.querySelector("[data-go-on]");
    htmx.trigger(going, "htmx:abort");
    // A copy without the loader: the person may still go on by the link.
    var rest = document.createElement("p");
    link.hidden = false;
    rest.className = "empty";
    rest.appendChild(link);
    going.replaceWith(rest);
    link.focus();
  });
  document.body.addEventListener("htmx:afterSwap", ready);
  document.body.addEventListener("htmx:after:swap", ready);
  ready();
})();
