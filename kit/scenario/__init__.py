"""What authors write, read and proved: text to a frozen model, the rules of its story, its check.

Read ``model`` for what an exercise is, ``read`` for how text becomes one, ``story`` and ``flow`` for the
rules that move through it, ``check`` (with ``walk``) for what is proven about it. Nobody here knows
people, time or Jupyter.
"""
