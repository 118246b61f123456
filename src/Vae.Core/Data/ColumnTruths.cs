namespace Vae.Core.Data;

/// <summary>What a table calls the two values of one of its columns of truth values.</summary>
/// <param name="Column">The column.</param>
/// <param name="False">What 0 stands for, such as <c>false</c>.</param>
/// <param name="True">What 1 stands for.</param>
public sealed record ColumnTruths(string Column, string False, string True);
