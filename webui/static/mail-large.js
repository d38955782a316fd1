/* Large files: chosen, or dropped and too large to attach, each goes up at once, with progress and a way to
   stop; then its address stands in the text. Without this file a button of the form does it. */
(function () {
  "use strict";
  var form = document.getElementById("write"), input = form && form.elements.large, box = form && form.elements.text;
  if (!input || !form.readCsrf) { return; }
  var list = document.createElement("ul"), running = 0, sender = null, max = Number(input.dataset.max);
  var QUOTED = /^(?:-- $|Ngày [^\n]{5,300} viết:\n>|-{3,} ?Thư chuyển tiếp)/m;
  list.className = "uploads";
  input.parentNode.insertBefore(list, input.nextSibling);
  form.querySelector("button[value=link]").hidden = true;

  function said(name) { return form.getAttribute("data-said-" + name); }
  function put(told) {
    var at, own;
    if (form.editor) {
      form.editor.chain().focus().insertContent([{ type: "paragraph", content: [
        { type: "text", text: told.words.split("\n")[0] }, { type: "hardBreak" },
        { type: "text", text: told.url, marks: [{ type: "link", attrs: { href: told.url } }] }
      ] }]).run();
      return;
    }
    at = box.value.search(QUOTED);
    own = (at < 0 ? box.value : box.value.slice(0, at)).replace(/\s+$/, "");
    box.value = (own ? own + "\n\n" : "") + told.words + (at < 0 ? "\n" : "\n\n" + box.value.slice(at));
    box.dispatchEvent(new Event("input", { bubbles: true }));
  }
  form.linkFile = function (file) {
    var item = document.createElement("li"), text = document.createElement("span"), bar = document.createElement("progress"), stop = document.createElement("button");
    var request = new XMLHttpRequest(), data = new FormData();
    input.closest("details").open = true;
    text.textContent = file.name;
    bar.max = 1; bar.value = 0; bar.setAttribute("aria-label", file.name);
    stop.type = "button"; stop.className = "btn"; stop.textContent = said("stop");
    stop.addEventListener("click", function () { request.abort(); item.remove(); });
    item.append(text, " ", bar, " ", stop);
    list.appendChild(item);
    function end(problem) {
      running -= 1;
      if (problem) {
        sender = null;
        bar.remove();
        text.textContent = file.name + ": " + problem;
        text.className = "error";
        text.setAttribute("role", "alert");
      } else { item.remove(); }
      if (!running && sender) { var button = sender; sender = null; form.requestSubmit(button); }
    }
    if (max && file.size > max) { running += 1; end(said("large")); return; }
    data.append("large", file, file.name);
    data.append("large_days", form.elements.large_days.value);
    request.open("POST", input.dataset.url);
    request.setRequestHeader("Accept", "application/json");
    request.setRequestHeader("X-CSRFToken", form.readCsrf());
    request.upload.addEventListener("progress", function (event) { if (event.total) { bar.value = event.loaded / event.total; } });
    request.addEventListener("load", function () {
      var told = {};
      try { told = JSON.parse(request.responseText); } catch (error) { /* a proxy's page */ }
      if (request.status === 200 && told.words) { put(told); end(""); } else { end(told.text || said("again")); }
    });
    request.addEventListener("error", function () { end(said("again")); });
    request.addEventListener("abort", function () { end(""); });
    running += 1;
    request.send(data);
  };
  input.addEventListener("change", function () { var file = input.files[0]; input.value = ""; if (file) { form.linkFile(file); } });
  // "Send" pressed too early is not lost: it happens when the address stands in the text.
  form.addEventListener("submit", function (event) {
    if (running) { event.preventDefault(); event.stopImmediatePropagation(); sender = event.submitter; }
  }, true);
  window.addEventListener("beforeunload", function (event) { if (running) { event.preventDefault(); event.returnValue = ""; } });
})();
