namespace Vae.Core.Data;

/// <summary>What the values of a table's column mean.</summary>
public enum ColumnKind
{
    /// <summary>A measured number; one feature, scaled as the model's <see cref="ScalingKind"/> says.</summary>
    Numeric,

    /// <summary>0 or 1; one feature, not scaled.</summary>
    Binary,

    /// <summary>
    /// One of K named levels; K features, 1 for the level and 0 for the others. A level that training did not see is K zeros.
    /// </summary>
    Categorical,

    /// <summary>A count, 0 or more; one feature, of which log(1 + x) is scaled.</summary>
    Count,
}
