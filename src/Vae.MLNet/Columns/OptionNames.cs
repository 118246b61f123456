namespace Vae.MLNet.Columns;

/// <summary>Says in a message about files what option of ML.NET's side does the same.</summary>
internal static class OptionNames
{
    public static string Translate(string message) => message.Replace("TableOptions.NormalLabel", "NormalLabel", StringComparison.Ordinal);
}
