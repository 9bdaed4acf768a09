"""The roster 名册 as a workbook: its columns, how it is read, what is wrong with it, what it would change. Pure."""
