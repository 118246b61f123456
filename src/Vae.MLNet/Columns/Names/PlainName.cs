namespace Vae.MLNet.Columns.Names;

/// <summary>Names of columns as they are compared: without blanks around them, and in Unicode's normal form C, as those of files.</summary>
internal static class PlainName
{
    public static string Of(string name)
    {
        var trimmed = name.Trim();
        try
        {
            return trimmed.Normalize();
        }
        catch (Exception exception) when (exception is ArgumentException or PlatformNotSupportedException)
        {
            // Half of a surrogate pair, or a runtime without the tables: compared as it stands.
            return trimmed;
        }
    }
}
