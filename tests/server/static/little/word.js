export const word = "Page";
