// The sample site's own buttons; counting is the tracker's business.
document.addEventListener('click', function (click) {
  var button = click.target.closest('[data-copy], [data-print]')
  if (!button) return
  if (button.hasAttribute('data-print')) window.print()
  else if (navigator.clipboard) navigator.clipboard.writeText(button.getAttribute('data-copy')).catch(function () {})
})
