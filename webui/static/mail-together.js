/* Answering in a shared mailbox: tells every few minutes that the page is still open, and when it closes. */
(function () {
  "use strict";
  var beside = document.getElementById("beside"), form = document.getElementById("write");
  if (!beside || !form) { return; }
  var url = beside.getAttribute("data-url"), key = beside.getAttribute("data-key");
  var token = form.querySelector("input[name=csrfmiddlewaretoken]");

  function words(isClosed) {
    var data = new FormData();
    data.append("key", key);
    data.append("csrfmiddlewaretoken", token ? token.value : "");
    if (isClosed) { data.append("is_closed", "1"); }
    return data;
  }
  function say() { fetch(url, { method: "POST", body: words(false), credentials: "same-origin" }).catch(function () { /* the next one tells */ }); }
  setInterval(say, 240000);
  window.addEventListener("pageshow", say);
  window.addEventListener("pagehide", function () { if (navigator.sendBeacon) { navigator.sendBeacon(url, words(true)); } });
})();
