"""After everything: the live monitor, and the recount from the facts, agree."""

from house import House, Proof, within

proof = Proof("the counts")
house = House.of_environment()


def live():
    """What the monitor shows now, by indicator."""
    answer = house.caller().get(f"{house.public}/monitor/api/v1/live")
    return answer.json()


def differing():
    """Indicators whose count and recount differ, with both."""
    return [(one["id"], one["jaar"], one["hertelling"]) for one in live()
            if not one["hertelling"]["gelijk"] or one["jaar"] != one["hertelling"]["herteld"]]


body = proof.part("the live counts can be read as JSON", live)
if body:
    for one in body:
        print(f"#   {one['id']}: {one['jaar']}")
    # A recount is at most ten seconds old: it may still have to catch up with the last act.
    proof.check("every count equals its recount", within(30, lambda: not differing(), 0.5), differing())
    proof.check("something was counted at every facility",
                {one["facility"] for one in body if one["jaar"]} >= {"brp", "digid", "mijnoverheid"}, body)
proof.end()
