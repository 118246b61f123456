using Vae.Core.Data;

namespace Vae.Cli.Output;

/// <summary>Writes a table row by row: the values of a row in the order of the columns, and its end.</summary>
internal interface ITableWriter
{
    /// <summary>Whether a column of any type takes a text, as a file of texts does. Default false.</summary>
    bool TakesTexts => false;

    /// <summary>Says which columns there are, before the first row.</summary>
    void WriteHeader(IReadOnlyList<OutputColumn> columns);

    /// <summary>Writes a number, of a column of <see cref="OutputType.Single"/>; NaN is none.</summary>
    void Write(float value);

    /// <summary>Writes a number, of a column of <see cref="OutputType.Double"/>; NaN is none.</summary>
    void Write(double value);

    /// <summary>Writes a whole number, of a column of <see cref="OutputType.Whole"/>.</summary>
    void Write(long value);

    /// <summary>Writes a truth value, of a column of <see cref="OutputType.Truth"/>.</summary>
    void Write(bool value);

    /// <summary>Writes a truth value that a table has words for, which a file of texts takes up; of a column of <see cref="OutputType.Truth"/>.</summary>
    void WriteTruth(bool value, TruthWords? words) => Write(value);

    /// <summary>Writes a text, of a column of <see cref="OutputType.Text"/>.</summary>
    void Write(string text);

    /// <summary>Writes that there is no value, in a column of any type.</summary>
    void WriteMissing();

    /// <summary>Ends a row.</summary>
    void EndRow();

    /// <summary>Writes what is still held, behind the last row.</summary>
    void Finish();
}
