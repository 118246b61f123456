using Vae.Data.Tables;

namespace Vae.Data.Columns;

/// <summary>What a survey looks at of a cell.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Start">Where the cell as the file has it lies in the block.</param>
/// <param name="Length">How many bytes it has there.</param>
/// <param name="Type">How the file gives it; missing where it was not kept.</param>
/// <param name="Meaning">What it is.</param>
/// <param name="Look">How the number is written.</param>
internal readonly record struct SurveyedCell(double Number, int Start, int Length, CellType Type, CellMeaning Meaning, DigitLook Look);
