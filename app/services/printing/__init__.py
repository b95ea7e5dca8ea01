"""From the database's records to printed papers: facts are loaded here, contents and writers live in ``papers``."""
