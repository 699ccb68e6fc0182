"""A report for people: tables on the terminal, in CSV, in XLSX and in DOCX."""
