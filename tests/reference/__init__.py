"""The reference engine: slow, obvious, and written from the statute.

It answers the same questions as the service (an increase in the police precept, the cost of an
officer, an uplift month by month, a medium-term plan) in plain integers, fractions and loops, one
case at a time. It shares no code with the service and imports nothing from it, so that where the two
agree, they agree for independent reasons, and where they do not, one of them is wrong.
"""
