from __future__ import annotations

import pytest

from huashu.review.forges.paging import Step, follow

DONE = Step(done=True)


@pytest.mark.parametrize(
    ("headers", "step"),
    [
        (
            {"link": '<https://f/x?page=2>; rel="next", <https://f/x?page=9>; rel="last"'},
            Step(url="https://f/x?page=2"),
        ),
        ({"link": '<https://f/x?page=9>; rel="last",<https://f/x?page=2>;rel=next'}, Step(url="https://f/x?page=2")),
        ({"link": '<https://f/x?a=1,2&page=2>; title="x"; rel="next"'}, Step(url="https://f/x?a=1,2&page=2")),
        ({"link": '<https://f/x?page=9>; rel="last"'}, DONE),
        ({"link": '<https://f/x?page=9>; rel="nextish"'}, DONE),
        ({"link": "", "x-total-count": "9"}, DONE),
        ({"x-next-page": "2"}, Step(page=2)),
        ({"x-next-page": "1"}, DONE),
        ({"x-next-page": ""}, DONE),
        ({"total_page": "2"}, Step(page=2)),
        ({"total_page": "1"}, DONE),
        ({"x-total-count": "4"}, Step(page=2)),
        ({"x-total-count": "3"}, DONE),
        ({"x-total-count": "many"}, Step(page=2)),
        ({}, Step(page=2)),
    ],
)
def test_the_step_after_a_first_page_of_three(headers: dict[str, str], step: Step) -> None:
    assert follow(headers, 1, 3, 3) == step


@pytest.mark.parametrize("headers", [{}, {"x-total-count": "9"}, {"total_page": "9"}])
def test_an_empty_page_is_the_end(headers: dict[str, str]) -> None:
    assert follow(headers, 1, 0, 3) == DONE
