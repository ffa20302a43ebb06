"""The guide's six phases, typed by a person: their progress, and what came of them."""
