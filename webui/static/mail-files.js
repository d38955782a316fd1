/* Files: chosen, dropped or pasted, each goes into the draft at once, with progress and a way to stop.
   Without this file they go with the form. Needs mail-write.js, which keeps the draft. */
(function () {
  "use strict";
  var form = document.getElementById("write"), input = form && form.elements.attachments;
  if (!input || !form.keepFile) { return; }
  var list = document.createElement("ul"), waiting = [], running = false, sender = null, max = Number(form.dataset.fileMax);
  list.className = "uploads";
  input.parentNode.insertBefore(list, input.nextSibling);

  function add(files) {
    Array.from(files).forEach(function (file) { waiting.push(show(file)); });
    next();
  }
  function show(file) {
    var item = document.createElement("li"), bar = document.createElement("progress"), stop = document.createElement("button");
    var one = { file: file, item: item, bar: bar, text: document.createElement("span"), request: null };
    one.text.textContent = file.name;
    bar.max = 1; bar.value = 0; bar.setAttribute("aria-label", file.name);
    stop.type = "button"; stop.className = "btn"; stop.textContent = form.getAttribute("data-said-stop");
    stop.addEventListener("click", function () {
      waiting = waiting.filter(function (other) { return other !== one; });
      item.remove();
      if (one.request) { one.request.abort(); } else { send(); }
    });
    item.append(one.text, " ", bar, " ", stop);
    list.appendChild(item);
    return one;
  }
  function next() {
    if (running || !waiting.length) { send(); return; }
    var one = waiting.shift();
    if (max && one.file.size > max && form.linkFile) { one.item.remove(); form.linkFile(one.file); next(); return; }
    if (max && one.file.size > max) { fail(one, form.getAttribute("data-said-large")); next(); return; }
    running = true;
    form.keepFile(one.file, {
      begun: function (request) { one.request = request; if (!one.item.isConnected) { request.abort(); } },
      moved: function (part) { one.bar.value = part; },
      done: function (problem) {
        running = false;
        if (problem && one.item.isConnected) { fail(one, problem); sender = null; } else { one.item.remove(); }
        next();
      }
    });
  }
  function fail(one, problem) {
    var again = document.createElement("button");
    one.request = null;
    one.bar.remove();
    one.text.textContent = one.file.name + ": " + problem;
    one.text.className = "error";
    one.text.setAttribute("role", "alert");
    again.type = "button"; again.className = "btn"; again.textContent = form.getAttribute("data-said-again");
    again.addEventListener("click", function () { one.item.remove(); add([one.file]); });
    one.item.appendChild(again);
  }
  function send() {
    if (!running && !waiting.length && sender) { var button = sender; sender = null; form.requestSubmit(button); }
  }

  input.addEventListener("change", function () { var files = Array.from(input.files); input.value = ""; add(files); });
  form.addEventListener("dragover", function (event) {
    if (Array.from(event.dataTransfer.types).indexOf("Files") >= 0) { event.preventDefault(); }
  });
  form.addEventListener("drop", function (event) {
    if (event.dataTransfer.files.length) { event.preventDefault(); add(event.dataTransfer.files); }
  });
  form.addEventListener("paste", function (event) {
    if (event.clipboardData.files.length) { event.preventDefault(); add(event.clipboardData.files); }
  });
  // "Send" pressed too early is not lost: it happens when the last file is there.
  form.addEventListener("submit", function (event) {
    if (running || waiting.length) { event.preventDefault(); event.stopImmediatePropagation(); sender = event.submitter; }
  }, true);
})();
