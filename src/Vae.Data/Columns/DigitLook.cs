namespace Vae.Data.Columns;

/// <summary>What is to be noticed of how a number is written.</summary>
[Flags]
internal enum DigitLook : ushort
{
    Plain = 0,

    /// <summary>It is a whole number so large that a 64-bit float may lack its last digits.</summary>
    BeyondDoubles = 1,

    /// <summary>It is a whole number with zeros before it, as codes are.</summary>
    Padded = 2,

    /// <summary>It has one to three digits, none of them a leading zero, a point, and three more, as thousands have where a point separates them.</summary>
    Grouped = 4,

    /// <summary>It is such a number, and ends in two zeros.</summary>
    Round = 8,

    /// <summary>It has a point and ends in a zero, as 0.10 does.</summary>
    EndsInZero = 16,

    /// <summary>It has an exponent without a sign and no point, as codes such as 4E10 have; programs write 4E+10.</summary>
    BareExponent = 32,

    /// <summary>It has six digits or fewer and an exponent that makes it a whole number of twelve or more, as spreadsheets show long codes: 1.23457E+12.</summary>
    Rounded = 64,

    /// <summary>It is no number but NA in capital letters, which marks a missing value, and is the code of Namibia too.</summary>
    CapitalNa = 128,

    /// <summary>It is a time with its zone, as Z or +01:00.</summary>
    Zoned = 256,

    /// <summary>It is a time with Z, that of Greenwich.</summary>
    Greenwich = 512,

    /// <summary>It is a time with the offset of another clock, such as +01:00.</summary>
    Offset = 1024,
}
