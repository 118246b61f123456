namespace Vae.Core.Data;

/// <summary>Something about data that their owner should know, found while they were read.</summary>
/// <param name="Code">What kind it is, for programs: lower-case words with hyphens, such as <c>names-rows</c>; codes are listed in the README of Vae.Data.</param>
/// <param name="Column">The column that it is about; null where it is about none alone.</param>
/// <param name="Message">What was found and what to do, for people: one sentence or two.</param>
public sealed record DataWarning(string Code, string? Column, string Message);
