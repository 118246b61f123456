using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;

namespace VaeDetectorTemplate.Serving;

/// <summary>Says what is wrong with a request that cannot be read.</summary>
public sealed class BadRequestHandler(IProblemDetailsService problems) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (exception is not BadHttpRequestException bad)
        {
            return false;
        }

        httpContext.Response.StatusCode = bad.StatusCode;
        return await problems.TryWriteAsync(new ProblemDetailsContext
        {
            HttpContext = httpContext,

            // What the reader of JSON says names the property.
            ProblemDetails = new ProblemDetails { Status = bad.StatusCode, Detail = bad.InnerException?.Message ?? bad.Message },
        });
    }
}
