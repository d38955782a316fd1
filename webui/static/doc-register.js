/* The clerk's form (every page works without this file).
   1. Enter goes to the next field: a barcode scanner ends each code with Enter and must not send half a form.
      Ctrl+Enter registers from anywhere.
   2. A file that was chosen is sent at once, to be read and shown beside the form. */
(function () {
  "use strict";
  var form = document.querySelector("form[data-register]");
  if (!form) { return; }

  function fields() {
    return Array.prototype.filter.call(form.elements, function (one) {
      return one.type !== "hidden" && !one.disabled && one.offsetParent !== null;
    });
  }

  form.addEventListener("keydown", function (event) {
    if (event.key !== "Enter" || event.isComposing) { return; }
    var at = event.target, main = form.querySelector("[data-main]");
    if (event.ctrlKey) { event.preventDefault(); main.click(); return; }
    if (at.tagName !== "INPUT" || at.type === "file" || at.type === "submit") { return; }
    event.preventDefault();
    var all = fields(), next = all[all.indexOf(at) + 1];
    if (next) { next.focus(); }
  });

  var files = form.querySelector("input[type=file]"), look = form.querySelector("[data-look]");
  if (files && look) {
    files.addEventListener("change", function () { if (files.files.length) { look.click(); } });
  }
})();
