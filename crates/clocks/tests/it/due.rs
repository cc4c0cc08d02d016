//! Rules for what is to be done by when.

use clocks::{Calendar, DueRule, Nation, Unit};
use jiff::civil::date;

#[test]
fn working_days_leave_out_weekends_and_bank_holidays() {
    let rule = |count, unit, from| DueRule { count, unit, from };
    let due = |rule: DueRule| rule.due(Calendar::standard(), Nation::England);
    // Saturday 21 November 2026: the first working day after is Monday.
    assert_eq!(due(rule(1, Unit::WorkingDays, date(2026, 11, 21))), date(2026, 11, 23));
    assert_eq!(due(rule(5, Unit::WorkingDays, date(2026, 11, 23))), date(2026, 11, 30));
    // Christmas Day 2026 is a Friday and Boxing Day is kept on Monday 28 December.
    assert_eq!(due(rule(1, Unit::WorkingDays, date(2026, 12, 24))), date(2026, 12, 29));
    assert_eq!(due(rule(5, Unit::Days, date(2026, 12, 24))), date(2026, 12, 29));
    assert_eq!(due(rule(2, Unit::Weeks, date(2026, 11, 21))), date(2026, 12, 5));
    assert_eq!(due(rule(1, Unit::Months, date(2027, 1, 31))), date(2027, 2, 28));
}

#[test]
fn a_rule_is_data_that_can_be_read_back_and_said() {
    let rule = DueRule { count: 10, unit: Unit::WorkingDays, from: date(2026, 11, 21) };
    assert_eq!(rule.stored(), "10 working-days after 2026-11-21");
    assert_eq!(DueRule::parse(&rule.stored()), Some(rule));
    assert_eq!(rule.words(), "10 working days after 21 November 2026");
    assert_eq!(DueRule { count: 1, ..rule }.words(), "1 working day after 21 November 2026");
    for bad in
        ["", "10 working-days", "ten days after 2026-11-21", "1 days before 2026-11-21", "1 days after 2026-11-21 x"]
    {
        assert_eq!(DueRule::parse(bad), None, "{bad}");
    }
}
