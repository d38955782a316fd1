/* Another sender, another signature; without this file the button does it. */
(function () {
  "use strict";
  var form = document.getElementById("write"), author = form && form.elements.author;
  var button = form && form.querySelector("button[value=sign]");
  if (!author || !button) { return; }
  var known = JSON.parse(form.dataset.signatures), at = author.value;
  button.remove();
  author.addEventListener("change", function () {
    var box = form.elements.text, before = known[at], after = known[author.value];
    at = author.value;
    // What its writer has changed stays as he wants it.
    if (!form.elements.html && before && after && box.value.indexOf("-- \n" + before) >= 0) {
      box.value = box.value.split("-- \n" + before).join("-- \n" + after);
    } else if (before !== after && (form.elements.html || !before || box.value.indexOf("-- \n" + before) >= 0)) {
      form.appendChild(button);
      form.requestSubmit(button);
    }
  });
})();
