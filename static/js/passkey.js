// Shows what needs a passkey where the browser has them, and says what went wrong: allauth's scripts only log it.
{
  for (const form of document.querySelectorAll("form.passkey")) {
    form.hidden = !window.PublicKeyCredential;
  }
  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    const problem = document.getElementById("passkey-problem");
    problem.hidden = false;
    problem.focus();
  });
}
