// What pages without WebAssembly do better with a script; without it they lack nothing else.

// Moments by the visitor's own clock, in their own form of the page's language; the server writes UTC.
const language = document.documentElement.lang;
const moments = new Intl.DateTimeFormat(navigator.languages.find((own) => own.startsWith(language)) ?? language, {
  year: 'numeric',
  month: 'short',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
  timeZoneName: 'short',
});
for (const time of document.querySelectorAll('time')) time.textContent = moments.format(new Date(time.dateTime));

// Buttons that copy a text of the page.
for (const button of document.querySelectorAll('[data-copies]')) {
  const text = document.getElementById(button.dataset.copies);
  if (!navigator.clipboard || !text) continue;
  const label = button.textContent;
  button.hidden = false;
  button.addEventListener('click', async () => {
    try {
      await navigator.clipboard.writeText(text.textContent);
      button.textContent = button.dataset.copied;
    } catch {
      getSelection().selectAllChildren(text);
      button.textContent = button.dataset.byHand;
    }
    setTimeout(() => (button.textContent = label), 4000);
  });
}

// Boxes that choose all of a list.
for (const all of document.querySelectorAll('[data-chooses]')) {
  const boxes = [...document.querySelectorAll(`input[name="${all.dataset.chooses}"]`)];
  const show = () => {
    const chosen = boxes.filter((box) => box.checked).length;
    all.checked = chosen === boxes.length;
    all.indeterminate = chosen > 0 && chosen < boxes.length;
  };
  all.hidden = false;
  all.addEventListener('change', () => boxes.forEach((box) => (box.checked = all.checked)));
  boxes.forEach((box) => box.addEventListener('change', show));
  show();
}
