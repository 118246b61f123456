# Reads the runner's result files (.trx) and prints a line for each result: outcome, name of the test, and for a skipped one the reason, tabs between.
function attribute(name,    at, rest) {
    at = index($0, " " name "=\"")
    if (!at) return ""
    rest = substr($0, at + length(name) + 3)
    return substr(rest, 1, index(rest, "\"") - 1)
}

function plain(text) {
    gsub(/<[^>]*>/, "", text)
    gsub(/&#x[0-9A-Fa-f]+;|[ \t\r]+/, " ", text)
    gsub(/&lt;/, "<", text)
    gsub(/&gt;/, ">", text)
    gsub(/&quot;/, "\"", text)
    gsub(/&apos;/, "'", text)
    gsub(/&amp;/, "\\&", text)
    gsub(/^ +| +$/, "", text)
    return text
}

function finish() {
    if (outcome != "") print outcome "\t" test "\t" plain(reason)
    outcome = ""
}

/<UnitTestResult / {
    finish()
    outcome = attribute("outcome")
    test = plain(attribute("testName"))
    reason = ""
}

outcome == "NotExecuted" && /<Message>/ { inside = 1 }
inside { reason = reason " " $0 }
/<\/Message>/ { inside = 0 }
END { finish() }
