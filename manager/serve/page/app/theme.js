// Before anything is drawn, so that a dark page never flashes white.
const system = matchMedia("(prefers-color-scheme: dark)");
const choose = () => {
  const chosen = localStorage.getItem("fleet-look");
  document.documentElement.dataset.look = chosen ?? (system.matches ? "dark" : "light");
};
system.addEventListener("change", choose);
choose();
