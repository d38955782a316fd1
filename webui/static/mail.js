/* Mail: the list fetches itself again when mail arrives or one's own copy is filed, unless something
   is being chosen in it; the title of a page nobody is looking at counts what came. It works without
   this file. */
(function () {
  "use strict";

  var title = "", came = 0; // the title is that of the page shown when the first came

  document.addEventListener("visibilitychange", function () {
    if (!document.hidden && came) { came = 0; document.title = title; }
  });
  function refresh() {
    var list = document.getElementById("mails");
    // Far down a list that grew, a fresh first page would throw one back to the top.
    if (list && list.hasAttribute("data-more") && window.scrollY >= 200) { list.setAttribute("data-stale", ""); return; }
    if (list && !list.querySelector("input:checked")) {
      list.dispatchEvent(new CustomEvent("mails-refresh"));
    }
  }
  document.body.addEventListener("mail-filed", refresh);
  document.body.addEventListener("mail-arrived", function (event) {
    // A line that is back asks for everything anew, without a kind: that is no mail.
    if (document.hidden && event.detail && event.detail.kind) { title = came ? title : document.title; came += 1; document.title = "(+" + came + ") " + title; }
    refresh();
  });
})();
