namespace Microsoft.ML.Data;

/// <summary>Cuts a line into fields.</summary>
internal sealed class LineSplitter(TextLoader.Options options)
{
    public void Split(string line, List<ReadOnlyMemory<char>> fields)
    {
        fields.Clear();
        int at = 0;
        while (at <= line.Length)
        {
            bool quoted = options.AllowQuoting && at < line.Length && line[at] == '"';
            ReadOnlyMemory<char> field = quoted ? Quoted(line, ref at) : Plain(line, ref at);
            fields.Add(options.TrimWhitespace ? field.Trim() : field);
        }
    }

    private ReadOnlyMemory<char> Plain(string line, ref int at)
    {
        int end = line.IndexOfAny(options.Separators, at);
        end = end < 0 ? line.Length : end;
        ReadOnlyMemory<char> field = line.AsMemory(at, end - at);
        at = end + 1;
        return field;
    }

    // A doubled quote within quotes is one quote; what follows the closing quote up to the separator is dropped.
    private ReadOnlyMemory<char> Quoted(string line, ref int at)
    {
        int start = at + 1;
        int close = start;
        bool hasDoubled = false;
        while ((close = line.IndexOf('"', close)) >= 0 && close + 1 < line.Length && line[close + 1] == '"')
        {
            hasDoubled = true;
            close += 2;
        }

        close = close < 0 ? line.Length : close;
        at = close;
        Plain(line, ref at);
        ReadOnlyMemory<char> field = line.AsMemory(start, close - start);
        return hasDoubled ? field.ToString().Replace("\"\"", "\"").AsMemory() : field;
    }
}
