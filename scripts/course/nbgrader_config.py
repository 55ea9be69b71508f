# nbgrader's settings for these notebooks: copy the file into the folder of an nbgrader course.
c = get_config()  # noqa: F821 (nbgrader defines it)

# What students see in place of a solution; the same as `npm run course -- release` writes.
c.ClearSolutions.code_stub = {"typescript": 'throw new Error("your code here");'}
# Seconds that a cell may take.
c.Execute.timeout = 60
# nbgrader gives no points to a test whose answer writes to stderr, with console.error for instance. Here only errors count.
c.IgnorePattern.enabled = True
c.IgnorePattern.pattern = r"[\s\S]"
