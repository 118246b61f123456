namespace Vae.Plots;

/// <summary>How rows become a sheet of pictures. Immutable; change it with <c>with</c>.</summary>
public sealed record PictureFigureOptions
{
    /// <summary>What stands above; null (default) for what the sheet is.</summary>
    public string? Title { get; init; }

    /// <summary>Pictures in a line; 1 or more. Null (default): the square root of their number, rounded up; of reconstructions ten.</summary>
    public int? Columns { get; init; }

    /// <summary>The value that is black. Null (default): 0 of models of shares (a Bernoulli decoder), else the smallest on the sheet.</summary>
    public float? Low { get; init; }

    /// <summary>The value that is white. Null (default): 1 of models of shares, else the largest on the sheet.</summary>
    public float? High { get; init; }

    /// <summary>Pixels a side that each pixel of a row becomes, 1 to 256. Null (default): the smallest number that makes a picture's longer side 48 or more.</summary>
    public int? Zoom { get; init; }

    /// <summary>What stands left of each line, from the top; empty (default) for nothing. Fewer than lines leave the others without.</summary>
    public IReadOnlyList<string> LineLabels { get; init; } = [];

    /// <summary>What stands below each column, from the left; empty (default) for nothing.</summary>
    public IReadOnlyList<string> ColumnLabels { get; init; } = [];
}
