using System.Text.RegularExpressions;

namespace Vae.Data.Columns;

/// <summary>What the name of a column says of what it holds.</summary>
internal static partial class NameMeaning
{
    /// <summary>Whether a column of this name holds dates or times.</summary>
    public static bool IsTime(string name) => WordsOf(name).Any(word => word is "DATE" or "DATUM" or "DAY" or "TIME" or "DATETIME" or "TIMESTAMP" or "FECHA" or "DATA" or "ZEIT" or "TAG" or "CREATED" or "UPDATED" or "MODIFIED" or "DOB" or "BIRTHDAY" or "DUE" or "ARRIVAL" or "ADMISSION" or "DISCHARGE" or "DELIVERY" or "GEBURTSDATUM" or "ERSTELLT");

    /// <summary>Whether a column of this name holds dates alone.</summary>
    public static bool IsDate(string name) => DatePattern().IsMatch(name) || WordsOf(name).Any(word => word is "DATE" or "DATUM" or "DATETIME" or "TIMESTAMP" or "FECHA" or "DOB" or "BIRTHDATE" or "BIRTHDAY" or "GEBURTSDATUM" or "JD" or "BJD" or "HJD" or "MJD" or "JULIAN");

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

    /// <summary>Whether it numbers the parts that rows are in for training and testing.</summary>
    public static bool AreFolds(string name) => WordsOf(name)[^1] is "FOLD" or "FOLDS" or "KFOLD" or "CVFOLD" or "SPLIT";

    /// <summary>Whether it is called as what a model makes of a row.</summary>
    public static bool IsOutcome(string name) => Plain(name) is "PREDICTION" or "PREDICTIONS" or "PREDICTED" or "PREDICTEDLABEL" or "PREDICTEDCLASS" or "PRED" or "YPRED" or "YHAT" or "ISANOMALY" or "ANOMALYSCORE" or "OUTLIERSCORE" or "RECONSTRUCTIONERROR" or "SCOREDLABELS" or "SCOREDPROBABILITIES" or "PREDICTEDPROBABILITY" or "PREDPROBA";

    /// <summary>Whether it may be, and may as well be measured.</summary>
    public static bool MayBeOutcome(string name) => Plain(name) is "SCORE" or "PROBABILITY" or "PROBA" or "PROB" or "LIKELIHOOD";

    /// <summary>Whether it is called as the one column of numbers is where each row is one measurement.</summary>
    public static bool IsValue(string name) => Plain(name) is "VALUE" or "VALUES" or "VAL" or "READING" or "MEASUREMENT" or "MEASUREDVALUE" or "RESULT" or "RESULTVALUE" or "WERT" or "MESSWERT" or "VALEUR" or "VALOR";

    /// <summary>Whether it says there which measurement a row is.</summary>
    /// <param name="name">The column's name.</param>
    /// <param name="value">The name of the column of numbers: <c>name</c> and <c>value</c> are what R calls the two.</param>
    public static bool IsVariable(string name, string value) => (Plain(name) == "NAME" && Plain(value) == "VALUE")
        || WordsOf(name).Any(word => word is "VARIABLE" or "METRIC" or "PARAMETER" or "PARAM" or "MEASURE" or "SENSOR" or "FEATURE" or "ATTRIBUTE" or "KEY" or "CHANNEL" or "TAG" or "SIGNAL" or "INDICATOR" or "ANALYTE" or "TEST" or "FIELD" or "ITEM" or "QUANTITY");

    /// <summary>Whether it is what pandas calls the labels of rows where they have no name.</summary>
    public static bool IsOfPandas(string name) => PandasPattern().IsMatch(name);

    private static string Plain(string name) => string.Concat(name.Where(char.IsLetter)).ToUpperInvariant();

    private static string[] WordsOf(string name) => name.ToUpperInvariant().Split([' ', '_', '-', '.']);

    [GeneratedRegex(@"\p{Ll}(Date|Datum|Timestamp|DateTime)(Utc|UTC)?$")]
    private static partial Regex DatePattern();

    [GeneratedRegex(@"^(Unnamed: \d+(_level_\d+)?|__index_level_\d+__|__null_dask_index__)$")]
    private static partial Regex PandasPattern();
}
