export default {
  render() {
    throw new Error("this page is made to break");
  },
};
