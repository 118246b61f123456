using System.Text.RegularExpressions;

namespace Vae.Data.Columns;

/// <summary>What the name of a column says of what it holds.</summary>
internal static partial class NameMeaning
{
    /// <summary>Whether a column of this name holds dates or times.</summary>
    public static bool IsTime(string name) => WordsOf(name).Any(word => word is "DATE" or "DATUM" or "DAY" or "TIME" or "DATETIME" or "TIMESTAMP" or "FECHA" or "DATA" or "ZEIT" or "TAG" or "CREATED" or "UPDATED" or "MODIFIED" or "DOB" or "BIRTHDAY" or "DUE" or "ARRIVAL" or "ADMISSION" or "DISCHARGE" or "DELIVERY" or "GEBURTSDATUM" or "ERSTELLT");

    /// <summary>Whether it names rows.</summary>
    public static bool IsId(string name)
    {
        var words = WordsOf(name);
        return words.Any(word => word is "ID" or "UUID" or "GUID" or "KEY" or "INDEX" or "ROW" or "ROWID" or "NR" or "NO") || name.EndsWith("Id", StringComparison.Ordinal) || name.EndsWith("ID", StringComparison.Ordinal);
    }

    /// <summary>Whether it holds codes, which are names however many there are. A class or a group may be a grade.</summary>
    public static bool AreCodes(string name) => name.EndsWith("Id", StringComparison.Ordinal) || WordsOf(name)[^1] is "ID" or "ZIP" or "ZIPCODE" or "POSTCODE" or "POSTALCODE" or "PLZ" or "PHONE" or "CODE" or "TYPE" or "CATEGORY" or "STATUS" or "COUNTRY" or "REGION" or "DEPARTMENT" or "SKU" or "ICD" or "GENRE" or "BRAND" or "TYP" or "KATEGORIE";

    /// <summary>Whether it holds the units of the numbers in another.</summary>
    public static bool IsUnit(string name) => WordsOf(name)[^1] is "UNIT" or "UNITS" or "UOM" or "EINHEIT" or "CURRENCY";

    /// <summary>Whether it holds versions.</summary>
    public static bool AreVersions(string name) => WordsOf(name)[^1] is "VERSION" or "VER" or "RELEASE" or "FIRMWARE";

    /// <summary>Whether it holds codes of many digits, which spreadsheets cut short.</summary>
    public static bool IsLongCode(string name) => IsId(name) || WordsOf(name).Any(word => word is "CODE" or "ACCOUNT" or "ACCT" or "CARD" or "PHONE" or "TEL" or "MOBILE" or "IMEI" or "EAN" or "UPC" or "GTIN" or "ISBN" or "BARCODE" or "SKU" or "NUMBER" or "NUM" or "KONTO" or "KUNDE" or "SERIAL" or "PARCEL" or "TRACKING" or "ORDER" or "INVOICE");

    /// <summary>Whether it is what pandas calls the labels of rows where they have no name.</summary>
    public static bool IsOfPandas(string name) => PandasPattern().IsMatch(name);

    private static string[] WordsOf(string name) => name.ToUpperInvariant().Split([' ', '_', '-', '.']);

    [GeneratedRegex(@"^(Unnamed: \d+(_level_\d+)?|__index_level_\d+__|__null_dask_index__)$")]
    private static partial Regex PandasPattern();
}
