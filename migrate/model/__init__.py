"""What Jenkins says (`source`), what a rule asks for (`contribution`, `plan`) and what AWS gets (`delivery`).

Standard library only: every other layer imports this one, and it imports none of them.
"""
