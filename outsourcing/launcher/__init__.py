"""How the product is run on one machine: `python3 manage.py up`, `test` and every other command.

`main`, `bootstrap`, `console` and `state` use the standard library alone, because they run before anything is
installed; the others run in the environment that `bootstrap` makes.
"""
