
(function () {
  "use strict";
  var box = document.getElementById("search");
  var words = document.getElementById("words");
  var found = document.getElementById("found");
  var parts = Array.prototype.slice.call(document.querySelectorAll("[data-text]"));
  function plain(text) {
    return text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
  }
  var texts = parts.map(function (part) { return plain(part.textContent); });
  function search() {
    var wanted = plain(words.value).split(/\s+/).filter(Boolean);
    var shown = 0;
    parts.forEach(function (part, number) {
      var fits = wanted.every(function (word) { return texts[number].indexOf(word) >= 0; });
      part.hidden = !fits;
      shown += fits ? 1 : 0;
    });
    found.textContent = wanted.length ? shown + " of " + parts.length + " hold this" : "";
  }
  box.hidden = false;
  words.addEventListener("input", search);
})();
