"""A tournament: who meets whom next, and who is the best by the answers so far.

Competitors are rated by what people prefer (`ratings`). Ratings are made of the answers alone: an
answer that is changed later counts as if it had been given that way, and an answer that is read
twice counts once.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from ..hashing import TASK_DIGEST_ATTR, TASK_HASH_ATTR
from ..shapes import TaskType
from .ratings import WIN, Rating, get_probability_better, rate_game

Pair = tuple[str, str]

# Who is worse than the leader by this probability is no candidate for winning any more.
SURE = 0.95
# Every so many questions the pair is drawn at random: a strong competitor that lost its first
# games by chance comes back.
RANDOM_EVERY = 5


@dataclass(frozen=True)
class Standing:
    """How the leader compares with another competitor.

    other (str): The other one.
    probability (float): That the leader is stronger, 0 to 1.
    n_games (int): How often people chose between the two.
    """

    other: str
    probability: float
    n_games: int


def get_game(eg: TaskType) -> Pair | None:
    """Get what an answer says about two competitors.

    eg (dict): An answered task with the competitors as the ids of two options.
    RETURNS (tuple[str, str] | None): Winner and loser. None if it prefers none: it was rejected,
        ignored, or accepted without a choice; and if it asked something else.
    """
    options, accept = eg.get("options"), eg.get("accept")
    if eg.get("answer") != "accept" or not isinstance(options, list) or len(options) != 2:
        return None
    ids = [option.get("id") if isinstance(option, dict) else None for option in options]
    if not isinstance(accept, list) or len(accept) != 1 or accept[0] not in ids:
        return None
    winner, loser = accept[0], ids[ids[0] == accept[0]]
    if isinstance(winner, str) and isinstance(loser, str) and winner != loser:
        return winner, loser
    return None


class Tournament:
    """Rates competitors and chooses who meets next.

    competitors (Sequence[str]): Their names, at least two different ones.
    rng (random.Random): Draws the pairs and breaks ties.

    unknown (Counter[str]): Names of competitors in answers that don't take part, and in how many.
    """

    def __init__(self, competitors: Sequence[str], rng: random.Random) -> None:
        if len(set(competitors)) != len(competitors) or len(competitors) < 2:
            raise ValueError(f"Expected two or more different competitors, got {competitors!r}")
        self.competitors = tuple(competitors)
        self.unknown: Counter[str] = Counter()
        self._rng = rng
        self._games: dict[Hashable, Pair | None] = {}
        self._ratings = _make_ratings(competitors)
        self._n_turns = 0
        self._n_chosen: Counter[str] = Counter()

    def take_answers(self, answers: Iterable[TaskType]) -> None:
        """Count answers. One that was counted before is replaced, also by an answer without a
        preference.

        answers (Iterable[dict]): Answered tasks, in the order in which they are stored.
        """
        for eg in answers:
            key = _get_key(eg)
            game = get_game(eg)
            if game and (strangers := [name for name in game if name not in self.competitors]):
                self.unknown.update(strangers)
            elif key not in self._games:
                self._games[key] = game
                self._rate(game)
            elif game != self._games[key]:
                # What was rated after it depends on it. A changed answer keeps its place, as in
                # the database; so does one that prefers none.
                self._games[key] = game
                self._ratings = _make_ratings(self.competitors)
                for each in self._games.values():
                    self._rate(each)

    @property
    def n_games(self) -> int:
        """Number of answers with a preference."""
        return sum(game is not None for game in self._games.values())

    @property
    def ratings(self) -> dict[str, Rating]:
        """Ratings of all competitors, each answer being a rating period of its own."""
        return dict(self._ratings)

    def _rate(self, game: Pair | None) -> None:
        if game is None:
            return
        winner, loser = game
        ratings = self._ratings
        ratings[winner], ratings[loser] = rate_game(ratings[winner], ratings[loser], WIN)

    @property
    def leader(self) -> str:
        """The competitor with the highest rating; of equal ones, the first."""
        return max(self.competitors, key=lambda name: self._ratings[name].value)

    def get_standings(self) -> list[Standing]:
        """RETURNS (list[Standing]): The leader against everybody else, closest first."""
        leader, counts = (
            self.leader,
            Counter(frozenset(game or ()) for game in self._games.values()),
        )
        standings = [
            Standing(name, probability, counts[frozenset((leader, name))])
            for name, probability in self._compare_with(leader).items()
        ]
        return sorted(standings, key=lambda standing: standing.probability)

    def _compare_with(self, leader: str) -> dict[str, float]:
        ratings = self._ratings
        return {
            name: get_probability_better(ratings[leader], ratings[name])
            for name in self.competitors
            if name != leader
        }

    def is_decided(self, sure: float = SURE) -> bool:
        """RETURNS (bool): Whether the leader is better than each of the others with at least this
        probability."""
        return min(self._compare_with(self.leader).values()) >= sure

    def choose_pair(self, closed: Collection[Pair] = ()) -> Pair | None:
        """Choose who meets next: of those that may still win, the two of whom least is known; now
        and then, anybody.

        closed (Collection[tuple[str, str]]): Pairs that have nothing left to be compared by, in the
            order of the competitors.
        RETURNS (tuple[str, str] | None): Two names, in the order of the competitors. None if all
            pairs are closed.
        """
        pair = self._choose_pair(closed)
        self._n_chosen.update(pair or ())
        return pair

    def _choose_pair(self, closed: Collection[Pair]) -> Pair | None:
        self._n_turns += 1
        if self._n_turns % RANDOM_EVERY:
            ranked = self._rank_candidates()
            pairs = (self._sort(pair) for pair in _combine_best_first(ranked))
            pair = next((pair for pair in pairs if pair not in closed), None)
            if pair is not None:
                return pair
        pairs_left = [pair for pair in combinations(self.competitors, 2) if pair not in closed]
        return self._rng.choice(pairs_left) if pairs_left else None

    def _rank_candidates(self) -> list[str]:
        """Those that may still be the best, at least two, the least known first."""
        ratings, leader = self._ratings, self.leader
        leads = self._compare_with(leader)
        closest, *rivals = sorted(leads, key=lambda name: (leads[name], self._rng.random()))
        candidates = [leader, closest, *(name for name in rivals if leads[name] < SURE)]
        # Questions that wait for their answer have not changed the ratings yet.
        return sorted(
            candidates,
            key=lambda name: (-ratings[name].deviation, self._n_chosen[name], self._rng.random()),
        )

    def _sort(self, pair: Pair) -> Pair:
        a, b = pair
        return pair if self.competitors.index(a) < self.competitors.index(b) else (b, a)


def _make_ratings(competitors: Iterable[str]) -> dict[str, Rating]:
    return {name: Rating() for name in competitors}


def _combine_best_first(names: Sequence[str]) -> Iterator[Pair]:
    """Pairs of earlier names first: 01, 02, 12, 03, ..."""
    for j, other in enumerate(names):
        for name in names[:j]:
            yield name, other


def _get_key(eg: TaskType) -> Hashable:
    """What makes two answers the same one: who answered which question."""
    return (eg.get("_session_id"), eg.get(TASK_HASH_ATTR), eg.get(TASK_DIGEST_ATTR))
