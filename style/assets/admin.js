// What the administrator's pages do better with a script; without it they lack nothing else.

// Buttons that copy a text of the page.
for (const button of document.querySelectorAll('[data-copies]')) {
  const text = document.getElementById(button.dataset.copies);
  if (!navigator.clipboard || !text) continue;
  const label = button.textContent;
  button.hidden = false;
  button.addEventListener('click', async () => {
    try {
      await navigator.clipboard.writeText(text.textContent);
      button.textContent = 'Copied';
    } catch {
      getSelection().selectAllChildren(text);
      button.textContent = 'Press Ctrl+C to copy';
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
