"""What is remembered: tables, migrations, queries, the one transaction."""
