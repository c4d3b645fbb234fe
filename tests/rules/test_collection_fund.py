"""Collection fund surpluses and deficits are shared by the precepts of the year just ending, and nothing is lost from sight."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.builders import KENT, pence, register, seeded, year

from precept.council_tax.collection_fund import RECURRENCE, Body, Demand, Fund, Proportions, SharedFunds, share_funds
from precept.council_tax.proposal import PreceptRounding
from precept.register.refusals import DuplicateAuthority
from precept.register.units import half_up

MAIDSTONE_SHARES = {Body.BILLING_AUTHORITY: 302_209, Body.COUNTY: 1_270_007, Body.POLICE: 171_465, Body.FIRE: 82_354}
"""As decided on 19 December 2014 of an estimated surplus of 1,826,034 for 2014-15 (Maidstone Borough Council)."""
POUND, PENNY = PreceptRounding.POUND, PreceptRounding.PENNY


def fund(balance: str = "1000", name: str = "Maidstone", **demands: str) -> Fund:
    shared_by = demands or {"billing_authority": "100", "county": "700", "police": "150", "fire": "50"}
    return Fund(
        None, name, pence(balance), tuple(Demand(Body(body), body, pence(amount)) for body, amount in shared_by.items())
    )


def shares(shared: SharedFunds) -> list[int]:
    return [share.amount for each in shared.funds for share in each.shares]


def share(*funds: Fund, rounding: PreceptRounding = POUND) -> SharedFunds:
    return share_funds(funds, year("2014-15"), rounding)


def test_a_surplus_is_shared_by_the_demands_on_it() -> None:
    assert shares(share(fund())) == [100_00, 700_00, 150_00, 50_00]


def test_a_deficit_is_shared_as_a_surplus_is_with_the_sign_changed() -> None:
    for rounding in PreceptRounding:
        given, owed = share(fund("1234.56"), rounding=rounding), share(fund("-1234.56"), rounding=rounding)
        assert shares(owed) == [-amount for amount in shares(given)]
        assert owed.funds[0].residual == -given.funds[0].residual


def test_halves_go_away_from_zero_and_the_residual_is_shown() -> None:
    half = fund("1", county="1", police="1")
    assert shares(share(half)) == [1_00, 1_00]
    assert share(half).funds[0].residual == -1_00
    assert shares(share(half, rounding=PENNY)) == [50, 50]
    assert shares(share(replace(half, balance=-1_00))) == [-1_00, -1_00]


def test_maidstones_printed_shares_are_its_surplus_at_percentages_of_two_decimals_each_half_up() -> None:
    """What was demanded is not held. The printed shares are 16.55, 69.55, 9.39 and 4.51% of 1,826,034, a pound over in all."""
    percentages = {"billing_authority": "16.55", "county": "69.55", "police": "9.39", "fire": "4.51"}
    shared = share(fund("1826034", **percentages))
    assert shares(shared) == [amount * 100 for amount in MAIDSTONE_SHARES.values()]
    assert shared.funds[0].residual == -1_00


def test_the_polices_printed_share_fits_its_precept_of_2014_15_on_maidstone() -> None:
    """Band D x Maidstone's base is held; at 9.39% of all demands, 1,392 of band D is left for county, fire and borough."""
    band_d = register().band_d(KENT, year("2014-15"))
    tax_base = register().tax_base_of("E07000110", year("2014-15"))
    assert band_d is not None
    assert tax_base is not None
    police = half_up(int(band_d.band_d_pounds * 100) * int(tax_base.tax_base * 10), 10)
    assert police == pence("8032803.43")
    others = half_up(police * (10_000 - 939), 939)
    shared = share_funds(
        [
            Fund(
                "E07000110",
                "Maidstone",
                pence("1826034"),
                (Demand(Body.POLICE, "police", police), Demand(Body.COUNTY, "others", others)),
            )
        ],
        year("2014-15"),
        POUND,
        Proportions.PERCENT_TO_TWO_DECIMALS,
    )
    assert [each.proportion for each in shared.funds[0].shares] == [93_900, 906_100]
    assert shared.total_of(Body.POLICE) == MAIDSTONE_SHARES[Body.POLICE] * 100
    assert half_up(others * 10, int(tax_base.tax_base * 10)) == pytest.approx(1_392_26, abs=1)


def test_percentages_of_two_decimals_move_shares_by_no_more_than_their_rounding() -> None:
    thirds = fund("1000000", police="1", county="1", fire="1")
    shared = share_funds([thirds], year(), PENNY, Proportions.PERCENT_TO_TWO_DECIMALS)
    assert shares(shared) == [pence("333300")] * 3
    assert shared.funds[0].residual == pence("100")
    assert shares(share(thirds, rounding=PENNY)) == [pence("333333.33")] * 3


def test_the_share_of_kent_police_is_what_the_register_holds_as_income_of_the_next_year() -> None:
    row = register().tax_base_of("E07000110", year("2015-16"))
    assert row is not None
    assert row.collection_fund_pounds == MAIDSTONE_SHARES[Body.POLICE]


@pytest.mark.parametrize("rounding", PreceptRounding)
def test_shares_agree_with_plain_fractions_and_miss_the_balance_by_half_a_unit_each_at_most(
    rounding: PreceptRounding,
) -> None:
    random = seeded(f"funds {rounding}")
    unit = 100 if rounding is POUND else 1
    funds = [
        Fund(
            None,
            f"authority {number}",
            random.randint(-(10**11), 10**11),
            tuple(
                Demand(random.choice(list(Body)), "body", random.randint(1, 10**12 - 1))
                for _ in range(random.randint(1, 10))
            ),
        )
        for number in range(60)
    ]
    shared = share(*funds, rounding=rounding)
    for each in shared.funds:
        whole = sum(demand.amount for demand in each.fund.demands)
        wanted = [half_up(each.fund.balance * one.amount, whole * unit) * unit for one in each.fund.demands]
        assert [one.amount for one in each.shares] == wanted
        assert sum(wanted) + each.residual == each.fund.balance
        assert 2 * abs(each.residual) <= unit * len(wanted) + 2 * (unit - 1)
    for body in Body:
        assert shared.total_of(body) == sum(
            one.amount for each in shared.funds for one in each.shares if one.demand.body is body
        )


def test_one_fund_at_a_time_is_all_at_once_in_any_order() -> None:
    funds = [fund("1000", "Ashford"), fund("-333.33", "Dover", police="3", county="4"), fund("0", "Swale")]
    together = share(*funds).funds
    assert together == tuple(share(each).funds[0] for each in funds)
    assert share(*reversed(funds)).funds == together[::-1]


def test_the_money_is_one_off() -> None:
    assert RECURRENCE == "one_off"


def test_an_authority_given_twice_is_refused() -> None:
    with pytest.raises(DuplicateAuthority):
        share(fund(name="Maidstone"), fund(name="maidstone"))
    with pytest.raises(DuplicateAuthority):
        share(replace(fund(name="a"), code="E07000110"), replace(fund(name="b"), code="E07000110"))
