"""期满鉴定: the term-end form with self-report, opinions, grade and signatures, step by step."""
