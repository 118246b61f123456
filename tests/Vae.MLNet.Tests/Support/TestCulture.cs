using System.Globalization;
using System.Runtime.CompilerServices;

namespace Vae.MLNet.Tests.Support;

/// <summary>
/// The culture that all tests of this assembly run under: the one that an environment variable names, else Persian, which writes numbers as English does not. It has neither point nor comma between whole
/// and part, another minus sign and another calendar, so that whatever asks the culture comes out as an error or as other text. What a comma would do is tried by <see cref="ModelFiles.CultureTests"/>;
/// English is what the tests of every other assembly run under.
/// </summary>
internal static class TestCulture
{
    private const string Variable = "VAE_TEST_CULTURE";

    /// <summary>Its name.</summary>
    public static string Name { get; } = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } name ? name : "fa-IR";

    /// <summary>A culture by its name. Where .NET runs without its data (globalization-invariant), one with the same signs in its numbers.</summary>
    public static CultureInfo Of(string name)
    {
        try
        {
            return new CultureInfo(name, useUserOverride: false);
        }
        catch (CultureNotFoundException)
        {
            var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            var (isArabic, isPersian) = (name == "ar-SA", name == "fa-IR");
            culture.NumberFormat.NumberDecimalSeparator = isArabic || isPersian ? "٫" : ",";
            culture.NumberFormat.NumberGroupSeparator = isArabic || isPersian ? "٬" : ".";
            culture.NumberFormat.NegativeSign = isPersian ? "\u200e\u2212" : isArabic ? "\u061c-" : "-";
            return culture;
        }
    }

    /// <summary>Runs something under a culture, on this thread and those that it starts.</summary>
    public static void Run(string name, Action body)
    {
        var own = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = Of(name);
        try
        {
            body();
        }
        finally
        {
            CultureInfo.CurrentCulture = own;
        }
    }

    [ModuleInitializer]
    internal static void Initialize() => CultureInfo.CurrentCulture = CultureInfo.DefaultThreadCurrentCulture = Of(Name);
}
