"""What honest browsers show: each knows the `auth` of its own subscription."""

from typing import Any


class KeyRing:
    """Notes the keys of every subscription that is sent, and shows them when it is named again."""

    def __init__(self) -> None:
        self._auths: dict[str, str] = {}

    def proof_of(self, endpoint: str) -> str:
        return self._auths[endpoint]

    def shows(self, variables: dict[str, Any]) -> dict[str, Any]:
        """The variables, with the proof of the endpoint they name; as they are if they have one."""
        named = variables.get("old") or variables.get("endpoint")
        proof = {"proof": self._auths[named]} if named in self._auths else {}
        subscription = (variables.get("input") or {}).get("subscription")
        if subscription:
            self._auths[subscription["endpoint"]] = subscription["keys"]["auth"]
        return {**proof, **variables}
