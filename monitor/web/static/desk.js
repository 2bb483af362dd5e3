// Better with it: a judgement changes its own part of the page only. All works without.
"use strict";
document.addEventListener("submit", async (event) => {
  const form = event.target;
  const part = form.dataset.part;
  if (!part || !window.fetch) return;
  event.preventDefault();
  const data = new FormData(form, event.submitter);
  const said = event.submitter ? event.submitter.textContent : "";
  try {
    const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(data) });
    if (!answer.ok) throw new Error(answer.status);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById(part);
    if (!fresh) throw new Error("moved");
    const old = document.getElementById(part);
    for (const each of fresh.querySelectorAll("details")) {
      each.open = !!old.querySelector("details[open]");
    }
    old.replaceWith(fresh);
    const buttons = [...fresh.querySelectorAll(".judge button")];
    const again = buttons.find((each) => each.textContent === said) || buttons[0];
    if (again) again.focus();
  } catch {
    // As without a script: the button's value goes along.
    if (event.submitter) {
      const pressed = document.createElement("input");
      pressed.type = "hidden";
      pressed.name = event.submitter.name;
      pressed.value = event.submitter.value;
      form.append(pressed);
    }
    form.submit();
  }
});
