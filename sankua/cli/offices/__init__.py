"""What offices keep and hand in: ledgers, league tables, case files, the yearly report, article 41."""
